"""What the operating system gives a process: connections to clients, and files that may be open."""
