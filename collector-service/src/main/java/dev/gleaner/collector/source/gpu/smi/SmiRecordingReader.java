package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.gpu.smi.SmiHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a growing file in pieces. The newest minute waits until a newer one begins or nothing was written for a minute,
 * so that each minute is read as a whole.
 */
record SmiRecordingReader(ZoneId zone, int blockSize, Clock clock) {

    private static final Duration QUIET = Duration.ofMinutes(1);

    /** The next readable piece after this position. A file that has shrunk is read from its start. */
    Optional<Piece> next(Path file, Position position) throws IOException, ParsedSmiOutput.Unusable {
        long size = Files.size(file);
        Position from = size < position.offset() ? Position.START : position;
        byte[] bytes = read(file, from.offset());
        boolean atEnd = from.offset() + bytes.length >= size;
        boolean settled = atEnd && isQuiet(file);
        int whole = settled ? bytes.length : afterLastLine(bytes);
        if (whole == 0 && !atEnd) {
            whole = bytes.length;
        }
        if (whole == 0) {
            return Optional.empty();
        }
        Piece piece = piece(bytes, whole, from);
        return settled ? Optional.of(piece) : withoutNewestMinute(piece, bytes, from, atEnd);
    }

    private Optional<Piece> withoutNewestMinute(Piece piece, byte[] bytes, Position from, boolean atEnd)
            throws ParsedSmiOutput.Unusable {
        OptionalLong newest = firstLineOfNewestMinute(piece.reading());
        if (newest.isEmpty()) {
            return Optional.of(piece);
        }
        int before = afterLines(bytes, newest.getAsLong() - from.line());
        if (before == 0) {
            return atEnd ? Optional.empty() : Optional.of(piece);
        }
        return Optional.of(piece(bytes, before, from));
    }

    private Piece piece(byte[] bytes, int length, Position from) throws ParsedSmiOutput.Unusable {
        ParsedSmiOutput reading = new ParsedSmiOutput(new HostTimestampParser(zone), clock.instant());
        if (!from.header().isEmpty()) {
            reading.read(-1, from.header());
        }
        reading.readAll(new String(bytes, 0, length, StandardCharsets.UTF_8), from.line());
        reading.finish();
        String header = reading.header().map(SmiHeader::line).orElse("");
        return new Piece(reading, new Position(from.offset() + length, from.line() + lines(bytes, length), header));
    }

    private static OptionalLong firstLineOfNewestMinute(ParsedSmiOutput reading) {
        Optional<Instant> newest =
                reading.readings().stream().map(GpuDeviceReading::minute).max(Instant::compareTo);
        return reading.readings().stream()
                .filter(each -> newest.filter(each.minute()::equals).isPresent())
                .mapToLong(GpuDeviceReading::line)
                .min();
    }

    private boolean isQuiet(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(clock.instant().minus(QUIET));
    }

    private byte[] read(Path file, long offset) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file).position(offset);
                InputStream input = Channels.newInputStream(channel)) {
            return input.readNBytes(blockSize);
        }
    }

    private static int afterLastLine(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static int afterLines(byte[] bytes, long lines) {
        int end = 0;
        for (long left = lines; left > 0; end++) {
            left -= bytes[end] == '\n' ? 1 : 0;
        }
        return end;
    }

    private static long lines(byte[] bytes, int length) {
        long lines = 0;
        for (int i = 0; i < length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    /**
     * Some complete lines of a file.
     *
     * @param until start of the next piece
     */
    record Piece(ParsedSmiOutput reading, Position until) {}

    /**
     * How far a recording has been read; stored as JSON with these names.
     *
     * @param offset of the next byte
     * @param line number of the next line, from 0
     * @param header that applies to the next line; empty before the first
     */
    record Position(long offset, long line, String header) {

        static final Position START = new Position(0, 0, "");
    }
}
