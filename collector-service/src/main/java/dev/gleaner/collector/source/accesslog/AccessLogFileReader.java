package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.files.GzipFileInflater;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.SourceFileReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of server access logs, compressed or not. A line that can't be read becomes a dead letter, and the lines after it are read.
 *
 * @param source as signals name it
 * @param account of buckets whose files have no partitions; empty if unknown
 * @param region of these buckets; empty if unknown
 * @param limit bytes of a file that are read
 */
record AccessLogFileReader(String source, NetworkLocator networkLocator, String account, String region, long limit)
        implements SourceFileReader<AccessLogBatch> {

    /** Far more than S3 accepts as headers of a request, of which a record has three. */
    static final int LONGEST_LINE = 64 * 1024;

    private static final DeadLetterExcerpt NOTHING = new DeadLetterExcerpt("", 0, "");
    private static final int SUCCESS_FROM = 200;
    private static final int SUCCESS_UNTIL = 300;
    private static final int FAILURE_FROM = 400;

    @Override
    public AccessLogBatch newBatch() {
        return new AccessLogBatch(source);
    }

    @Override
    public void read(InputStream input, FileOrigin origin, AccessLogBatch gathered) throws IOException {
        AccessLogMapper mapper = new AccessLogMapper(
                networkLocator, AccessLogFileName.delivery(origin.place(), account, region), origin);
        long number = 0;
        try {
            Lines lines = Lines.of(input, limit);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                take(line, number++, origin, mapper, gathered);
            }
        } catch (InvalidInputException e) {
            gathered.deadLetters().broken(origin.place(), number, NOTHING, e.reason());
        }
        gathered.deadLetters().endOf(origin.place());
        gathered.addAll(mapper.signals());
        gathered.file();
    }

    private static void take(
            byte[] line, long number, FileOrigin origin, AccessLogMapper mapper, AccessLogBatch gathered) {
        String text = new String(line, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return;
        }
        gathered.line();
        try {
            if (line.length > LONGEST_LINE) {
                throw new InvalidInputException("the line has more than " + LONGEST_LINE + " bytes");
            }
            take(AccessLogRecord.parse(text), number, origin.observedAt(), mapper, gathered);
        } catch (InvalidInputException e) {
            // Lines show who read what, so that a dead letter only contains their position.
            DeadLetterExcerpt excerpt = DeadLetterExcerpt.of(line);
            DeadLetterExcerpt withoutHead = new DeadLetterExcerpt(excerpt.sha256(), excerpt.size(), "");
            gathered.deadLetters().bad(origin.place(), number, withoutHead, e.reason());
        }
    }

    private static void take(
            AccessLogRecord record, long number, Instant now, AccessLogMapper mapper, AccessLogBatch gathered)
            throws InvalidInputException {
        Optional<AccessLogMapper.Transfer> transfer = AccessLogMapper.transfer(record);
        if (transfer.isEmpty()) {
            gathered.skip("not-read");
        } else if (record.status() >= FAILURE_FROM) {
            gathered.countFailedCall();
        } else if (record.status() < SUCCESS_FROM || record.status() >= SUCCESS_UNTIL) {
            // 304, as the caller has the object already, and redirections.
            gathered.skip("nothing transferred");
        } else if (ClockSkew.isExceeded(Instant.ofEpochMilli(transfer.get().time(record)), now)) {
            throw new InvalidInputException("the time of the request lies ahead of this clock");
        } else {
            Optional<NetworkLocation> from = mapper.add(record, transfer.get(), number);
            from.ifPresentOrElse(gathered::access, () -> gathered.skip("without bucket, key or bytes"));
        }
    }

    /** The lines of a file, of which no more than one is in memory, and of that no more than its beginning if it is long. */
    private static final class Lines {

        private static final int GZIP_FIRST = 0x1f;
        private static final int GZIP_SECOND = 0x8b;
        private static final String NO_GZIP = "the file is not complete gzip";

        private final InputStream input;
        private final long limit;
        private final byte[] buffer = new byte[16 * 1024];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private int position;
        private int end;
        private long count;

        private Lines(InputStream input, long limit) {
            this.input = input;
            this.limit = limit;
        }

        /** The lines of a file, compressed or not. */
        static Lines of(InputStream file, long limit) throws IOException, InvalidInputException {
            BufferedInputStream input = new BufferedInputStream(file);
            input.mark(2);
            boolean isPacked = input.read() == GZIP_FIRST && input.read() == GZIP_SECOND;
            input.reset();
            try {
                return new Lines(isPacked ? GzipFileInflater.open(input) : input, limit);
            } catch (EOFException | ZipException e) {
                throw new InvalidInputException(NO_GZIP);
            }
        }

        /** The next line, cut behind the longest length; null at the end. */
        byte @Nullable [] next() throws IOException, InvalidInputException {
            line.reset();
            int read = read();
            if (read < 0) {
                return null;
            }
            for (; read >= 0 && read != '\n'; read = read()) {
                if (line.size() <= LONGEST_LINE) {
                    line.write(read);
                }
            }
            return line.toByteArray();
        }

        private int read() throws IOException, InvalidInputException {
            if (position == end) {
                fill();
            }
            return end < 0 ? end : buffer[position++] & 0xff;
        }

        private void fill() throws IOException, InvalidInputException {
            if (count > limit) {
                throw new InvalidInputException("the file has more than " + limit + " bytes");
            }
            try {
                position = 0;
                end = input.read(buffer);
                count += end;
            } catch (EOFException | ZipException e) {
                throw new InvalidInputException(NO_GZIP);
            }
        }
    }
}
