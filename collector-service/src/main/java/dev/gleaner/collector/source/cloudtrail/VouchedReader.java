package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.collector.source.FileReader;
import dev.gleaner.collector.source.RefusedFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Reads log files and hashes them on the way, unpacked, as digests do (aws-cli's {@code cloudtrail/validation.py} hashes what it
 * has unpacked). What a file brought counts only once all of it has been found to be what CloudTrail delivered: one reading,
 * and nothing of a changed file goes out.
 */
final class VouchedReader implements FileReader<Reading> {

    private static final String PREFIX = "sha256:";

    private final TrailReader reader;
    private final VouchedFiles files;

    VouchedReader(TrailReader reader, VouchedFiles files) {
        this.reader = reader;
        this.files = files;
    }

    @Override
    public Reading begin() {
        return reader.begin();
    }

    @Override
    public void read(InputStream input, Origin origin, Reading gathered) throws IOException {
        HashedStream hashed = new HashedStream(TrailParser.unpacked(input));
        Reading reading = begin();
        boolean whole = isReadWhole(hashed, origin, reading);
        Found found = hashed.found();
        if (!whole || !files.isVouchedFor(origin.place(), found.sha256().substring(PREFIX.length()))) {
            files.refuse(origin.place());
            String reason = "not what CloudTrail delivered, by the hash in its digest";
            gathered.add(DeadLetters.of(origin.source(), origin.place(), -1, found, reason));
            throw new RefusedFileException(reason);
        }
        gathered.addAll(reading);
    }

    /** What can't be unpacked from its first bytes on meets the parser before it looks for damage. */
    private boolean isReadWhole(HashedStream hashed, Origin origin, Reading reading) throws IOException {
        try {
            reader.read(hashed, origin, reading);
            return hashed.readToTheEnd();
        } catch (EOFException | ZipException e) {
            return false;
        }
    }
}
