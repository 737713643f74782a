package dev.gleaner.collector.source.gpu;

/**
 * How far a recording has been read; kept as JSON under these names.
 *
 * @param offset of the next byte
 * @param line number of the next line, from 0
 * @param header above the next line; empty before the first
 */
record Position(long offset, long line, String header) {

    static final Position START = new Position(0, 0, "");
}
