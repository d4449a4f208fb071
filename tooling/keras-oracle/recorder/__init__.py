"""Records what Keras's own callbacks do, and what ours are to do where we decided otherwise."""
