package dev.gleaner.analyzer.profile.gpu;

/** State of a GPU. The order is that of the reasons against a stop of its host: of several states the last one counts. */
public enum GpuState {
    /** It is idle, and no process holds it. */
    IDLE(0),
    /** It is idle, but a process holds its memory. */
    HELD(1),
    /** Its readings do not show whether it is active. */
    UNKNOWN(2),
    /** It is active. */
    ACTIVE(3);

    /** Bits of a code. */
    static final int BITS = 2;

    private static final GpuState[] BY_CODE = {IDLE, HELD, UNKNOWN, ACTIVE};

    private final int code;

    GpuState(int code) {
        this.code = code;
    }

    /** Its number in stored rows. Never changed. */
    int code() {
        return code;
    }

    static GpuState of(int code) {
        return BY_CODE[code];
    }
}
