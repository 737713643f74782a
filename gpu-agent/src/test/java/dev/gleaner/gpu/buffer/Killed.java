package dev.gleaner.gpu.buffer;

/** Thrown where a process is killed: nothing after it is done. */
final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
}
