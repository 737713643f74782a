package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.SourceFileReader;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.IOException;
import java.io.InputStream;

/** Reads files of flow logs, of either form. */
final class FlowReader implements SourceFileReader<FlowGathering> {

    private final Whereabouts whereabouts;
    private final String format;
    private final int limit;

    /**
     * Reads files of at most that many bytes.
     *
     * @param format names the fields of files without a header
     */
    FlowReader(Whereabouts whereabouts, String format, int limit) {
        this.whereabouts = whereabouts;
        this.format = format;
        this.limit = limit;
    }

    @Override
    public FlowGathering newBatch() {
        return new FlowGathering();
    }

    @Override
    public void read(InputStream input, FileOrigin origin, FlowGathering gathered) throws IOException {
        byte[] bytes = input.readNBytes(limit + 1);
        gathered.file();
        if (bytes.length > limit) {
            gathered.add(letter(origin, -1, bytes, "the file has more than " + limit + " bytes"));
            return;
        }
        FlowJudge judge = new FlowJudge(whereabouts, FlowFile.delivery(origin.place()));
        FlowRows rows = new FlowRows(judge, gathered);
        try {
            read(bytes, rows);
        } catch (InvalidInputException e) {
            gathered.add(letter(origin, rows.count(), bytes, e.reason()));
        }
        rows.bad()
                .ifPresent(bad -> gathered.add(letter(
                        origin,
                        bad.number(),
                        bytes,
                        bad.reason() + "; so are " + rows.badOnes() + " rows of the file")));
        gathered.addAll(rows.signals(origin));
    }

    private void read(byte[] bytes, FlowRows rows) throws InvalidInputException {
        if (FlowParquet.isIn(bytes)) {
            FlowParquet.read(bytes, rows::take);
        } else {
            FlowText.read(bytes, format, rows::take);
        }
    }

    private static DeadLetter letter(FileOrigin origin, long number, byte[] bytes, String reason) {
        DeadLetterExcerpt found = DeadLetterExcerpt.of(bytes);
        // The rows tell who talked to whom; where they are to be found is enough.
        DeadLetterExcerpt withoutHead = new DeadLetterExcerpt(found.sha256(), found.size(), "");
        return DeadLetterFactory.of(origin.source(), origin.place(), number, withoutHead, reason);
    }
}
