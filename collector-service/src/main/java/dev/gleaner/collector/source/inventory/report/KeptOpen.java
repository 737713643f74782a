package dev.gleaner.collector.source.inventory.report;

import java.io.FilterInputStream;
import java.io.InputStream;

/** An input that stays open when those who read it are closed, so that the rest of it can be taken in. */
final class KeptOpen extends FilterInputStream {

    KeptOpen(InputStream input) {
        super(input);
    }

    @Override
    public void close() {}
}
