//! Every text of the corpus, seeds and what was found, through its target.

use std::{fs, path::Path};

#[test]
fn everything_in_the_corpus_is_taken_without_a_panic() {
    for (name, target) in limen_fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let files: Vec<_> = fs::read_dir(&folder).expect("the target has a corpus").map(|file| file.expect("readable").path()).collect();
        assert!(files.len() >= 3, "{} holds next to nothing", folder.display());
        for file in files {
            println!("{}", file.display());
            // What is no UTF-8 no target is given.
            if let Ok(text) = fs::read_to_string(&file) {
                target(&text);
            }
        }
    }
}

#[test]
fn the_corpus_stays_small() {
    let sizes = limen_fuzz::TARGETS.iter().flat_map(|(name, _)| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        fs::read_dir(folder).expect("the target has a corpus").map(|file| file.and_then(|file| file.metadata()).expect("readable").len())
    });
    assert!(sizes.sum::<u64>() < 200_000, "`cargo fuzz cmin` makes it smaller");
}
