package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;

/** The values of one row. */
interface Cells {

    /** Empty where the row has none. */
    String text(Column column) throws InvalidInputException;

    /** Throws where the row has none. */
    long number(Column column) throws InvalidInputException;

    /** Throws where the row has none. */
    Instant time(Column column) throws InvalidInputException;
}
