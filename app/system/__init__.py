"""What the operating system gives a process: connections to clients, open files, threads, turns."""
