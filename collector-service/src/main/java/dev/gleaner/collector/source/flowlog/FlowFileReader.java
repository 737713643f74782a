package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.SourceFileReader;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads flow log files in both formats.
 *
 * @param format names of the fields in files without a header
 * @param limit bytes of a file that are read; a larger one is a dead letter
 * @param talkers interfaces to report for each VPC, hour and pair of classes in a file
 */
record FlowFileReader(NetworkLocator networkLocator, String format, int limit, int talkers)
        implements SourceFileReader<FlowSignalBatch> {

    @Override
    public FlowSignalBatch newBatch() {
        return new FlowSignalBatch();
    }

    @Override
    public void read(InputStream input, FileOrigin origin, FlowSignalBatch gathered) throws IOException {
        byte[] bytes = input.readNBytes(limit + 1);
        gathered.file();
        if (bytes.length > limit) {
            gathered.add(letter(origin, -1, bytes, "the file has more than " + limit + " bytes"));
            return;
        }
        FlowClassifier judge = new FlowClassifier(networkLocator, FlowFileName.delivery(origin.place()));
        FlowRowCollector rows = new FlowRowCollector(judge, gathered, talkers);
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

    private void read(byte[] bytes, FlowRowCollector rows) throws InvalidInputException {
        if (ParquetFlowReader.isIn(bytes)) {
            ParquetFlowReader.read(bytes, rows::take);
        } else {
            TextFlowReader.read(bytes, format, rows::take);
        }
    }

    private static DeadLetter letter(FileOrigin origin, long number, byte[] bytes, String reason) {
        DeadLetterExcerpt deadLetterExcerpt = DeadLetterExcerpt.of(bytes);
        // Rows show who communicated with whom, so that a dead letter only contains their position.
        DeadLetterExcerpt withoutHead = new DeadLetterExcerpt(deadLetterExcerpt.sha256(), deadLetterExcerpt.size(), "");
        return DeadLetterFactory.create(origin.source(), origin.place(), number, withoutHead, reason);
    }
}
