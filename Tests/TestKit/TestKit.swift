// Test helpers: fake clock, scripted transport.
