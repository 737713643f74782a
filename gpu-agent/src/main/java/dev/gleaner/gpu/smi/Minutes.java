package dev.gleaner.gpu.smi;

/** Takes what nvidia-smi printed in a minute. */
@FunctionalInterface
public interface Minutes {

    /** The header line and the lines of a minute, with the processes at its end where they are known. */
    void take(String minute) throws InterruptedException;
}
