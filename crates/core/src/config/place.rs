//! Where the values of a config go. One function reads them all, by the kind of their place: a browser compiles each function of the wasm
//! when it is first called, for 40 µs of a slow phone's start, and functions of their own for all these types were a third of what the start
//! calls (docs/adr/0007).

use super::{
    Ack, Attention, BackOff, Consent, ConsentMode, Endpoint, Site, Webhook, Written,
    campaign::{Campaign, Link, Offer, Range, Then, Trigger, Variant, VisitorCondition, When},
    form::{Autocomplete, Field, Form, Step},
    page::{Page, Role},
    scoring::{
        AddressKind, After, Bands, BantRules, Condition, Fit, FitRule, FormStep, Grades, Group, GroupId, Limit, Per, Percent, Rule, RuleId,
        Scoring, SignalKind, StageRule, Stages, UtmCondition, Wanted,
    },
    theme::{Colour, Font, Radius, Theme},
    value::{Checked, Reference, Whole, abandon, inserted},
};
use crate::{
    glob::Glob,
    json::{
        AnyOf, Cursor, Decode, Each, Manner, Members, Node, OneOf, Pieces, Value, diagnosis, integer, read_list, read_map, read_object,
        set, word,
    },
    outbox,
    popup::{self, Choice, FieldKind, OfferKind, Scheme},
    time::Span,
};
use alloc::{string::String, vec::Vec};

/// A type that a config holds values of.
pub(crate) trait Placed {
    /// The place of this value.
    fn place(&mut self) -> Place<'_>;

    /// Whether an object must have such a member.
    fn is_required() -> bool {
        true
    }

    /// Takes an unfit value out again.
    fn forget(&mut self) {}
}

/// An object of known keys: [`object!`](crate::object) makes these.
pub(crate) trait Object {
    /// What [`read_object`] asks of it: its manner, its keys, and the bits of those that must be there.
    fn shape() -> (Manner, &'static str, u32);

    /// The place of the member with this number.
    fn member(&mut self, index: usize) -> Place<'_>;

    /// Takes an unfit member out again, where the others stay.
    #[inline(always)]
    fn forget_member(&mut self, _: usize) {}

    /// What is wrong between its members.
    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        None
    }
}

macro_rules! places {
    (
        texts { $($text:ident: $text_type:ty,)* }
        wholes { $($whole:ident: $whole_type:ty,)* }
        words { $($word:ident: $word_type:ty,)* }
        references { $($reference:ident: $reference_type:ty,)* }
        others { $($other:ident: $other_type:ty,)* }
        any { $($any:ident of $any_item:ty,)* }
        lists { $($list:ident of $item:ty,)* }
        maps { $($map:ident of $mapped:ty,)* }
        each { $($each:ident of $kept:ty,)* }
        objects { $($object:ident,)* }
        parts { $($part:ident of $whole_object:ty,)* }
    ) => {
        /// The place of a value.
        pub(crate) enum Place<'a> {
            /// Of none.
            Nowhere,
            $($text(&'a mut $text_type),)*
            $($whole(&'a mut $whole_type),)*
            $($word(&'a mut $word_type),)*
            $($reference(&'a mut $reference_type),)*
            $($other(&'a mut $other_type),)*
            $($any(&'a mut AnyOf<$any_item>),)*
            $($list(&'a mut Vec<$item>),)*
            $($map(&'a mut Vec<(String, $mapped)>),)*
            $($each(&'a mut Each<$kept>),)*
            $($object(&'a mut $object),)*
            $($part(&'a mut $whole_object),)*
        }

        $(places!(@placed $text: $text_type, <$text_type>::IS_REQUIRED);)*
        $(places!(@placed $whole: $whole_type, <$whole_type>::IS_REQUIRED);)*
        $(places!(@placed $word: $word_type, <$word_type>::IS_REQUIRED);)*
        $(places!(@placed $reference: $reference_type, <$reference_type>::IS_REQUIRED);)*
        $(places!(@placed $other: $other_type, false);)*
        $(places!(@placed $any: AnyOf<$any_item>, true);)*
        $(places!(@placed $list: Vec<$item>, false);)*
        $(places!(@placed $map: Vec<(String, $mapped)>, false);)*
        $(places!(@placed $each: Each<$kept>, false);)*
        $(places!(@placed $object: $object, true);)*
        $(places!(@option AnyOf<$any_item>, Option::get_or_insert_default);)*
        $(places!(@option $object, inserted);)*

        impl Place<'_> {
            /// Reads what goes there. False when it is unfit: why stands in the cursor's issues.
            #[inline(never)]
            pub(crate) fn fill(mut self, node: &Node, cursor: &mut Cursor) -> bool {
                let (manner, keys, required) = match self {
                    Place::Nowhere => return false,
                    $(Place::$text(_))|* => {
                        let Some(text) = node.text(cursor) else { return false };
                        let is_fit = match self {
                            $(Place::$text(_) => <$text_type>::is_fit(text),)*
                            _ => false,
                        };
                        if !is_fit {
                            cursor.issue(node.at, match self {
                                $(Place::$text(_) => <$text_type>::ACCEPTED,)*
                                _ => "",
                            });
                            return false;
                        }
                        let place = match self {
                            $(Place::$text(value) => value.text(),)*
                            _ => return false,
                        };
                        place.push_str(text);
                        return true;
                    }
                    $(Place::$whole(_))|* => {
                        let (least, most) = match self {
                            $(Place::$whole(_) => <$whole_type>::BOUNDS,)*
                            _ => return false,
                        };
                        let Some(whole) = integer(node, cursor, least, most) else { return false };
                        match self {
                            $(Place::$whole(value) => value.set(whole),)*
                            _ => return false,
                        }
                        return true;
                    }
                    $(Place::$word(_))|* => {
                        let words = match self {
                            $(Place::$word(_) => <$word_type>::WORDS,)*
                            _ => return false,
                        };
                        let Some(place) = word(node, cursor, words) else { return false };
                        return match self {
                            $(Place::$word(value) => set(value, <$word_type>::at(place)),)*
                            _ => false,
                        };
                    }
                    $(Place::$reference(_))|* => {
                        let (name, kind) = match self {
                            $(Place::$reference(value) => (value.name(), <$reference_type>::KIND),)*
                            _ => return false,
                        };
                        return cursor.refer(name, kind, node);
                    }
                    $(Place::$other(value) => return value.decode(node, cursor),)*
                    $(Place::$any(_))|* => {
                        let mut list = match self {
                            $(Place::$any(AnyOf(list)) => list.place(),)*
                            _ => return false,
                        };
                        return match &node.value {
                            Value::Array(items) if items.is_empty() => {
                                cursor.issue(node.at, "an empty list matches nothing; name at least one");
                                false
                            }
                            Value::Array(_) => list.fill(node, cursor),
                            // One value stands for a list of one.
                            _ => list.item(0, "").fill(node, cursor),
                        };
                    }
                    $(Place::$list(_))|* $(| Place::$each(_))* => return read_list(node, cursor, &mut self),
                    $(Place::$map(_))|* => return read_map(node, cursor, &mut self),
                    $(Place::$object(_) => $object::shape(),)*
                    $(Place::$part(_) => <$whole_object>::shape(),)*
                };
                read_object(node, cursor, manner, keys, required, &mut self) && cursor.accepts(node, self.wrong())
            }

            /// The place of a member.
            fn member(&mut self, index: usize) -> Place<'_> {
                match self {
                    $(Place::$object(object) => object.member(index),)*
                    $(Place::$part(part) => part.member(index),)*
                    _ => Place::Nowhere,
                }
            }

            fn forget_member(&mut self, index: usize) {
                match self {
                    $(Place::$object(object) => object.forget_member(index),)*
                    _ => {}
                }
            }

            #[inline(always)]
            fn wrong(&self) -> Option<&'static str> {
                match self {
                    // The words are left out here: further down the widget would keep them.
                    $(Place::$object(object) => object.wrong().map(diagnosis),)*
                    _ => None,
                }
            }

            /// The place of one more item.
            fn item(&mut self, index: usize, key: &str) -> Place<'_> {
                match self {
                    $(Place::$list(items) => {
                        items.push(Default::default());
                        items.last_mut().map_or(Place::Nowhere, Placed::place)
                    })*
                    $(Place::$map(items) => {
                        items.push((key.into(), Default::default()));
                        items.last_mut().map_or(Place::Nowhere, |(_, item)| item.place())
                    })*
                    $(Place::$each(Each(items)) => {
                        items.push((index, Default::default()));
                        items.last_mut().map_or(Place::Nowhere, |(_, item)| item.place())
                    })*
                    _ => Place::Nowhere,
                }
            }

            /// Leaves out the last item again, where the others stay.
            fn leave_out(&mut self) -> bool {
                match self {
                    $(Place::$each(Each(items)) => {
                        abandon(items.pop());
                        true
                    })*
                    _ => false,
                }
            }
        }
    };
    (@placed $place:ident: $type:ty, $is_required:expr) => {
        impl Placed for $type {
            #[inline(always)]
            fn place(&mut self) -> Place<'_> {
                Place::$place(self)
            }

            fn is_required() -> bool {
                $is_required
            }
        }
    };
    (@option $type:ty, $insert:path) => {
        impl Placed for Option<$type> {
            #[inline(always)]
            fn place(&mut self) -> Place<'_> {
                $insert(self).place()
            }

            fn is_required() -> bool {
                false
            }

            #[inline(always)]
            fn forget(&mut self) {
                abandon(self.take());
            }
        }
    };
}

places! {
    texts {
        Text: String,
        MaybeText: Option<String>,
        Pattern: Glob,
        Address: Link,
        Target: Endpoint,
        MaybeSite: Option<Site>,
        MaybeFont: Option<Font>,
    }
    wholes {
        Count: u32,
        MaybeCount: Option<u32>,
        MaybeSmall: Option<u8>,
        Points: i32,
        MaybePoints: Option<i32>,
        MaybeWhole: Option<i64>,
        MaybePercent: Option<Percent>,
        MaybeRadius: Option<Radius>,
    }
    words {
        Signal: SignalKind,
        Stretch: Per,
        MaybeFormStep: Option<FormStep>,
        MaybeAddressKind: Option<AddressKind>,
        HowItStands: popup::Format,
        Control: FieldKind,
        WhatIsOffered: OfferKind,
        MaybeHowItTravels: Option<outbox::Format>,
        MaybeAck: Option<Ack>,
        MaybeConsentMode: Option<ConsentMode>,
        MaybeScheme: Option<Scheme>,
        MaybeAutocomplete: Option<Autocomplete>,
    }
    references {
        OneRole: Role,
        MaybeRole: Option<Role>,
        MaybeRule: Option<RuleId>,
        MaybeGroup: Option<GroupId>,
    }
    others {
        MaybeFlag: Option<bool>,
        MaybeSpan: Option<Span>,
        MaybeColour: Option<Colour>,
        ToCompareWith: Wanted,
        MaybeToCompareWith: Option<Wanted>,
        Utm: UtmCondition,
        OneChoice: Choice,
        OneVariant: Variant,
    }
    any {
        AnyText of String,
        AnyPattern of Glob,
        AnyRole of Role,
        AnyToCompareWith of Wanted,
    }
    lists {
        Texts of String,
        Patterns of Glob,
        Roles of Role,
        AllToCompareWith of Wanted,
        Steps of Step,
        Fields of Field,
        Choices of Choice,
        Variants of Variant,
    }
    maps {
        Conditions of Condition,
        TextsByName of AnyOf<String>,
    }
    each {
        Pages of Page,
        Rules of Rule,
        Groups of Group,
        FitRules of FitRule,
        Campaigns of Campaign,
    }
    objects {
        Written,
        Webhook,
        Page,
        Attention,
        BackOff,
        Consent,
        Theme,
        Scoring,
        Group,
        Rule,
        After,
        Limit,
        Condition,
        Bands,
        BantRules,
        Stages,
        StageRule,
        Fit,
        FitRule,
        Grades,
        Campaign,
        When,
        Range,
        VisitorCondition,
        Trigger,
        Then,
        Offer,
        Form,
        Step,
        Field,
    }
    parts {
        ValueAndLabel of Choice,
        NameAndWeight of Variant,
    }
}

impl Members for Place<'_> {
    fn decode_member(&mut self, index: usize, node: &Node, cursor: &mut Cursor) -> bool {
        let fit = self.member(index).fill(node, cursor);
        if !fit {
            self.forget_member(index);
        }
        fit
    }
}

impl Pieces for Place<'_> {
    fn read_one(&mut self, index: usize, key: &str, node: &Node, cursor: &mut Cursor) -> bool {
        let fit = self.item(index, key).fill(node, cursor) && !cursor.doubled.contains(&node.at);
        fit || self.leave_out()
    }
}
