package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;

/** What stands at one place of a trail file. */
sealed interface Entry permits TrailRecord, Entry.Skipped, Entry.Unreadable {

    /** Place in its file, from 0. */
    long number();

    /** JSON that is fine, but none of ours. */
    record Skipped(long number, String reason) implements Entry {}

    /** Bytes that nobody can use. */
    record Unreadable(long number, Found found, String reason) implements Entry {}
}
