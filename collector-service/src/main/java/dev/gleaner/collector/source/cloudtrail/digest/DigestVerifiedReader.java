package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.BlockInputStream;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.source.SourceFileReader;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Reads log files and hashes their uncompressed content at the same time (aws-cli's {@code cloudtrail/validation.py}
 * does so, too). The content of a file is published only if all of it matches the digest.
 */
record DigestVerifiedReader(TrailReader reader, DigestVerifiedFiles files)
        implements SourceFileReader<ParsedTrailBatch> {

    private static final String PREFIX = "sha256:";

    @Override
    public ParsedTrailBatch newBatch() {
        return reader.newBatch();
    }

    @Override
    public void read(InputStream input, FileOrigin origin, ParsedTrailBatch gathered) throws IOException {
        HashingInputStream hashed = new HashingInputStream(TrailParser.decompress(input));
        ParsedTrailBatch parsedTrailBatch = newBatch();
        boolean whole = isReadWhole(hashed, origin, parsedTrailBatch);
        DeadLetterExcerpt deadLetterExcerpt = hashed.excerpt();
        if (!whole
                || !files.matchesDigest(
                        origin.place(), deadLetterExcerpt.sha256().substring(PREFIX.length()))) {
            files.reject(origin.place());
            String reason = "not what CloudTrail delivered, by the hash in its digest";
            gathered.add(DeadLetterFactory.create(origin.source(), origin.place(), -1, deadLetterExcerpt, reason));
            throw new SourceFileReader.RefusedFileException(reason);
        }
        gathered.addAll(parsedTrailBatch);
    }

    /** The parser fails on a file with a corrupt beginning before the rest is examined. */
    private boolean isReadWhole(HashingInputStream hashed, FileOrigin origin, ParsedTrailBatch parsedTrailBatch)
            throws IOException {
        try {
            reader.read(hashed, origin, parsedTrailBatch);
            return hashed.readToTheEnd();
        } catch (EOFException | ZipException e) {
            return false;
        }
    }

    /** Hashes the bytes that are read through it. */
    static final class HashingInputStream extends BlockInputStream {

        private static final int BUFFER = 16 * 1024;

        private final InputStream input;
        private final DeadLetterExcerpt.Digest digest = new DeadLetterExcerpt.Digest();
        private boolean damaged;

        HashingInputStream(InputStream input) {
            this.input = input;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int count = input.read(target, offset, length);
                digest.add(target, offset, offset + Math.max(0, count));
                return count;
            } catch (EOFException | ZipException e) {
                damaged = true;
                throw e;
            }
        }

        /** Reads the rest; returns whether all of it could be decompressed. */
        boolean readToTheEnd() throws IOException {
            byte[] rest = new byte[BUFFER];
            try {
                while (!damaged && read(rest, 0, BUFFER) >= 0) {
                    // Only the hash is needed.
                }
            } catch (EOFException | ZipException e) {
                return false;
            }
            return !damaged;
        }

        /** Excerpt of what was read; to be called once. */
        DeadLetterExcerpt excerpt() {
            return digest.excerpt();
        }
    }
}
