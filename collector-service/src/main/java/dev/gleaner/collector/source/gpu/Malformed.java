package dev.gleaner.collector.source.gpu;

/** What was printed is not of the form of nvidia-smi or of dcgm-exporter; the message says for a person what to do. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Malformed(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
