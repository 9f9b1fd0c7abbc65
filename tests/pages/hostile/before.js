// For pages whose policy forbids scripts within the page.
document.watch.before();
