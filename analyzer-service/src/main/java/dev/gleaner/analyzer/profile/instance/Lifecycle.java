package dev.gleaner.analyzer.profile.instance;

/** States of an instance that rules or the history tell apart; the first four are the provider's names. */
final class Lifecycle {

    static final String RUNNING = "running";
    static final String STOPPED = "stopped";
    static final String TERMINATED = "terminated";

    /** The provider took a spot instance back; whether it stopped or ended it is not said. */
    static final String INTERRUPTED = "interrupted";

    /** It was not there yet. */
    static final String ABSENT = "absent";

    /** It was there, in a state that nobody saw. */
    static final String UNSEEN = "unseen";

    private Lifecycle() {}
}
