package dev.gleaner.analyzer.profile.gpu;

/** State of a GPU. The order is that of the reasons against a stop of its host: of several states the last one counts. */
public enum GpuState {
    /** It is idle, and no process holds it. */
    IDLE('i'),
    /** It is idle, but a process holds its memory. */
    HELD('h'),
    /** Its readings do not show whether it is active. */
    UNKNOWN('u'),
    /** It is active. */
    ACTIVE('a');

    private final char code;

    GpuState(char code) {
        this.code = code;
    }

    /** Its letter in stored rows. Never changed. */
    byte code() {
        return (byte) code;
    }

    static GpuState of(byte code) {
        for (GpuState state : values()) {
            if (state.code() == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a GPU has the letter " + (char) code);
    }
}
