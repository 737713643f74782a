package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;

/** What a cutter found at the place of one record, numbered from 0. */
sealed interface Piece {

    long number();

    /** One JSON value. */
    record Whole(long number, Members members) implements Piece {}

    /** Bytes that are no record. */
    record Unreadable(long number, Found found, String reason) implements Piece {}
}
