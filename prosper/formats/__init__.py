"""How the desk writes dates, where Django's way is not the network's (``FORMAT_MODULE_PATH``)."""
