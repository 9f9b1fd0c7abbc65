//! Single values of a config, by what is asked of them. Each says what it accepts; [`Place`](super::place::Place) reads them all.

use alloc::string::String;

/// A text of a certain form.
pub(crate) trait Checked {
    /// Whether an object must have such a member.
    const IS_REQUIRED: bool = true;
    /// What to say when it has another form.
    const ACCEPTED: &'static str;
    /// Whether it has it.
    fn is_fit(text: &str) -> bool;
    /// Where it goes.
    fn text(&mut self) -> &mut String;
}

/// A whole number.
pub(crate) trait Whole {
    /// Whether an object must have such a member.
    const IS_REQUIRED: bool = true;
    /// The least and the most that it can be.
    const BOUNDS: (i64, i64);
    /// Takes one within the bounds.
    fn set(&mut self, whole: i64);
}

/// The name of another part of the config.
pub(crate) trait Reference {
    /// Whether an object must have such a member.
    const IS_REQUIRED: bool = true;
    /// Of which kind that part is, for [`Cursor::define`](crate::json::Cursor::define).
    const KIND: &'static str;
    /// Where the name goes.
    fn name(&mut self) -> &mut String;
}

/// The value of an option, the default when there was none.
#[inline(always)]
pub(crate) fn inserted<T: Default>(option: &mut Option<T>) -> &mut T {
    if option.is_none() {
        // None is not dropped: the code for it would be called, and so compiled.
        core::mem::forget(option.replace(T::default()));
    }
    option.get_or_insert_default()
}

/// Lets go of what is unfit. The widget does not free it: it reads one config a page, and code to free each type costs visitors 0.4 kB.
#[inline(always)]
pub(crate) fn abandon<T>(value: T) {
    if !cfg!(feature = "diagnose") {
        core::mem::forget(value);
    }
}

impl Checked for String {
    const ACCEPTED: &'static str = "";

    #[inline(always)]
    fn is_fit(_: &str) -> bool {
        true
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        self
    }
}

macro_rules! wholes {
    ($($type:ty)*) => {$(
        impl Whole for $type {
            const BOUNDS: (i64, i64) = (<$type>::MIN as i64, <$type>::MAX as i64);

            #[inline(always)]
            fn set(&mut self, whole: i64) {
                *self = whole as $type;
            }
        }
    )*};
}
wholes!(u8 u32 i32 i64);

impl<T: Checked + Default> Checked for Option<T> {
    const IS_REQUIRED: bool = false;
    const ACCEPTED: &'static str = T::ACCEPTED;

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        T::is_fit(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        inserted(self).text()
    }
}

impl<T: Whole + Default> Whole for Option<T> {
    const IS_REQUIRED: bool = false;
    const BOUNDS: (i64, i64) = T::BOUNDS;

    #[inline(always)]
    fn set(&mut self, whole: i64) {
        inserted(self).set(whole);
    }
}

impl<T: Reference + Default> Reference for Option<T> {
    const IS_REQUIRED: bool = false;
    const KIND: &'static str = T::KIND;

    #[inline(always)]
    fn name(&mut self) -> &mut String {
        inserted(self).name()
    }
}
