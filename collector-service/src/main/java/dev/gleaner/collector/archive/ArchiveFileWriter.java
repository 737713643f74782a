package dev.gleaner.collector.archive;

import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveWriter;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A file of the archive that is being written: signals of one partition that arrived in one hour. */
final class ArchiveFileWriter {

    private static final String PREFIX = "gleaner-archive-";
    private static final String SUFFIX = ".part";

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final SignalArchiveWriter output;
    private final Instant opened;
    private SignalArchiveFileName name;
    private long signals;

    private ArchiveFileWriter(
            Path file, FileChannel channel, SignalArchiveWriter output, Instant opened, SignalArchiveFileName name) {
        this.file = file;
        this.channel = channel;
        this.output = output;
        this.opened = opened;
        this.name = name;
    }

    /** One for that record, which is not in it yet. */
    static ArchiveFileWriter of(Path folder, ConsumerRecord<byte[], byte[]> record, Instant now) throws IOException {
        Path file = Files.createTempFile(folder, PREFIX, SUFFIX);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        SignalArchiveWriter output = new SignalArchiveWriter(
                new BufferedOutputStream(new NonClosingOutputStream(Channels.newOutputStream(channel)), BUFFER));
        return new ArchiveFileWriter(
                file,
                channel,
                output,
                now,
                new SignalArchiveFileName(
                        Instant.ofEpochMilli(record.timestamp()),
                        record.partition(),
                        record.offset(),
                        record.offset()));
    }

    /** Takes away what a crash left behind: nobody has written to it since then. */
    static void deleteAbandoned(Path folder, Instant since) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(since)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** Whether the record came in this file's hour. */
    boolean isSameHour(ConsumerRecord<byte[], byte[]> record) {
        SignalArchiveFileName other = new SignalArchiveFileName(Instant.ofEpochMilli(record.timestamp()), 0, 0, 0);
        return other.hour().equals(name.hour());
    }

    void append(ConsumerRecord<byte[], byte[]> record) throws IOException {
        output.append(record.value());
        signals++;
        name = new SignalArchiveFileName(name.hour(), name.partition(), name.first(), record.offset());
    }

    /** Bytes that have reached the file, packed. */
    long size() throws IOException {
        return channel.size();
    }

    Instant opened() {
        return opened;
    }

    /** Signals in it. */
    long signals() {
        return signals;
    }

    /** What it holds. */
    SignalArchiveFileName name() {
        return name;
    }

    /** Makes it whole and gives it away. */
    void closeInto(ArchiveStorage place) throws IOException {
        output.close();
        channel.force(true);
        channel.close();
        place.store(file, name.path());
    }

    /** Forgets it, whatever state it is in. */
    void discard() throws IOException {
        try {
            output.close();
        } catch (IOException e) {
            // What could not be written is not wanted any more.
        } finally {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** A target that stays open when those who write to it are closed, so that it can be forced to the disk. */
    static final class NonClosingOutputStream extends FilterOutputStream {

        NonClosingOutputStream(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
