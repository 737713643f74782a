package dev.gleaner.analyzer.backtest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one partition, file by file. A file that another one holds as well, as it may be after a crash, is left out. What is
 * in two that overlap comes twice, which changes nothing: signals are known by what they say.
 */
final class ArchivedPartitionReader implements Iterator<Signal> {

    private final Iterator<SignalArchiveFileName> names;
    private final NavigableMap<SignalArchiveFileName, Path> files;
    private final Consumer<String> problems;
    private long through = -1;
    private @Nullable Path file;
    private @Nullable SignalArchiveReader input;
    private @Nullable Signal next;

    /**
     * Of these files, in the order of {@link SignalArchiveFileName#ORDER}.
     *
     * @param problems takes what can't be read, with its place
     */
    ArchivedPartitionReader(NavigableMap<SignalArchiveFileName, Path> files, Consumer<String> problems) {
        this.names = files.keySet().iterator();
        this.files = files;
        this.problems = problems;
        advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Signal next() {
        Signal signal = next;
        if (signal == null) {
            throw new NoSuchElementException();
        }
        advance();
        return signal;
    }

    private void advance() {
        next = null;
        while (next == null && (input != null || open())) {
            next = read();
        }
    }

    /** The next file that brings something new; false when there is none. */
    private boolean open() {
        while (names.hasNext()) {
            SignalArchiveFileName name = names.next();
            if (name.last() > through) {
                through = name.last();
                file = files.get(name);
                if (openFile()) {
                    return true;
                }
            }
        }
        return false;
    }

    @SuppressWarnings("NullAway") // every name has its file
    private boolean openFile() {
        try {
            input = new SignalArchiveReader(new BufferedInputStream(Files.newInputStream(file)));
            return true;
        } catch (IOException e) {
            problems.accept(file + ": it can't be read: " + e.getMessage());
            return false;
        }
    }

    /** Nothing at the end of a file, or where it breaks off. */
    @SuppressWarnings("NullAway") // called with an input only
    private @Nullable Signal read() {
        try {
            byte[] bytes = input.next();
            if (bytes != null) {
                return SignalCodec.decode(bytes);
            }
            close();
        } catch (InvalidProtocolBufferException e) {
            problems.accept(file + ": something in it is no signal: " + e.getMessage());
        } catch (IOException e) {
            problems.accept(file + ": it can't be read to its end: " + e.getMessage());
            close();
        }
        return null;
    }

    @SuppressWarnings("NullAway") // called with an input only
    private void close() {
        try {
            input.close();
        } catch (IOException e) {
            problems.accept(file + ": it can't be closed: " + e.getMessage());
        }
        input = null;
    }
}
