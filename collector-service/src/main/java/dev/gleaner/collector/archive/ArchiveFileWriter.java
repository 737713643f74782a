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

/** An archive file that is being written: signals of one partition that arrived in one hour. */
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

    /** A writer for the file of this record. The record itself is not written yet. */
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

    /** Deletes files that a crash left behind: those not written to since this time. */
    static void deleteAbandoned(Path folder, Instant since) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(since)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** Whether the record arrived in this file's hour. */
    boolean isSameHour(ConsumerRecord<byte[], byte[]> record) {
        SignalArchiveFileName other = new SignalArchiveFileName(Instant.ofEpochMilli(record.timestamp()), 0, 0, 0);
        return other.hour().equals(name.hour());
    }

    void append(ConsumerRecord<byte[], byte[]> record) throws IOException {
        output.append(record.value());
        signals++;
        name = new SignalArchiveFileName(name.hour(), name.partition(), name.first(), record.offset());
    }

    /** Compressed bytes that have reached the file. */
    long size() throws IOException {
        return channel.size();
    }

    Instant opened() {
        return opened;
    }

    /** Number of signals in the file. */
    long signals() {
        return signals;
    }

    /** Name of the file, by its content. */
    SignalArchiveFileName name() {
        return name;
    }

    /** Completes the file and moves it to the storage. */
    void closeInto(ArchiveStorage place) throws IOException {
        output.close();
        channel.force(true);
        channel.close();
        place.store(file, name.path());
    }

    /** Deletes the file, whatever its state. */
    void discard() throws IOException {
        try {
            output.close();
        } catch (IOException e) {
            // Errors do not matter: the file is discarded.
        } finally {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** A stream that stays open when the streams around it are closed, so that the file can be forced to disk. */
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
