"""Where everything meets: settings, composition, the server, the worker, the command line."""
