package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;

/** What a cutter found at the place of one record, numbered from 0. */
sealed interface Piece {

    long number();

    /** The bytes of one JSON value; nobody compares them. */
    @SuppressWarnings("ArrayRecordComponent")
    record Whole(long number, byte[] bytes) implements Piece {}

    /** Bytes that are no record. */
    record Unreadable(long number, Found found, String reason) implements Piece {}
}
