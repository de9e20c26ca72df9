"""Parts of the `nano` pack: each module builds one graph or one list."""
