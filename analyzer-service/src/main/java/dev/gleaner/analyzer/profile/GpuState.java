package dev.gleaner.analyzer.profile;

/** What a GPU is at, from the least to the most that speaks against stopping its host: of several the last counts. */
public enum GpuState {
    /** It does nothing, and nobody holds it. */
    IDLE('i'),
    /** It does nothing, but a process holds its memory. */
    HELD('h'),
    /** Its readings do not tell. */
    UNKNOWN('u'),
    /** It works. */
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
        throw new IllegalArgumentException("no state of a card has the letter " + (char) code);
    }
}
