package dev.gleaner.collector.source.flowlog;

/** Where an end of a flow is, as seen from the network interface that saw it; so that end is itself in the same zone. */
enum FlowClass {
    SAME_ZONE("same-zone"),
    OTHER_ZONE("other-zone"),
    /** In the region; in which zone is not known, or it is in none, as AWS's own services. */
    SAME_REGION("same-region"),
    OTHER_REGION("other-region"),
    INTERNET("internet"),
    NAT("nat"),
    ENDPOINT("endpoint"),
    UNKNOWN("unknown");

    private final String text;

    FlowClass(String text) {
        this.text = text;
    }

    /** As in the signals. */
    String text() {
        return text;
    }
}
