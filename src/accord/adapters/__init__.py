"""The world outside: databases to start, queues, channels, storage."""
