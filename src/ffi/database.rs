//! IndexedDB.

use super::{Promise, Target};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Opens a database; fails where storage is refused.
    #[wasm_bindgen(catch, js_namespace = indexedDB)]
    pub(crate) fn open(name: &str, version: u32) -> Result<OpenRequest, JsValue>;
    #[wasm_bindgen(catch, js_namespace = indexedDB, js_name = deleteDatabase)]
    pub(crate) fn delete_database(name: &str) -> Result<JsValue, JsValue>;
    /// The names of the origin's databases; fails in browsers that do not tell them.
    #[wasm_bindgen(catch, js_namespace = indexedDB)]
    pub(crate) fn databases() -> Result<Promise, JsValue>;
    /// A strict read-write transaction over the store `leads`; fails when there is no such store.
    #[wasm_bindgen(catch)]
    pub(crate) fn transact(database: &Database) -> Result<Transaction, JsValue>;

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub(crate) type Request;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn result(this: &Request) -> JsValue;

    /// The request for a database.
    #[wasm_bindgen(extends = Request, extends = Target)]
    pub(crate) type OpenRequest;
    /// The transaction of a version change.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn transaction(this: &OpenRequest) -> Transaction;

    #[derive(Clone)]
    pub(crate) type Database;
    #[wasm_bindgen(method, js_name = createObjectStore)]
    pub(crate) fn create_store(this: &Database, name: &str) -> JsValue;
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Database);

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub(crate) type Transaction;
    #[wasm_bindgen(method, js_name = objectStore)]
    pub(crate) fn store(this: &Transaction, name: &str) -> Store;
    /// Fails when it has ended already.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn abort(this: &Transaction) -> Result<(), JsValue>;
    /// Ends it without waiting for the requests' events; fails when it has ended already.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn commit(this: &Transaction) -> Result<(), JsValue>;

    pub(crate) type Store;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn put(this: &Store, value: &str, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Store, key: &str) -> Request;
    #[wasm_bindgen(method)]
    pub(crate) fn delete(this: &Store, key: &str) -> Request;
    #[wasm_bindgen(method, js_name = getAll)]
    pub(crate) fn all(this: &Store) -> Request;
    #[wasm_bindgen(method, js_name = getAllKeys)]
    pub(crate) fn all_keys(this: &Store) -> Request;
}
