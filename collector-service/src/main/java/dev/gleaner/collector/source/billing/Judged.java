package dev.gleaner.collector.source.billing;

/** What a row comes to. */
sealed interface Judged {

    /** Somebody is charged for something. */
    record Counted(Charge charge) implements Judged {}

    /** Fine, but not ours to count. */
    record Skipped(String reason) implements Judged {}
}
