package dev.gleaner.local;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lock of the one {@code up} or {@code down} that works in a run folder. The system releases it when its holder
 * ends.
 */
final class RunLock implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Pattern HOLDER = Pattern.compile("(\\w+) (\\d+)\\s*");

    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** The process that holds a lock. */
    record Holder(String name, long pid) {

        @Override
        public String toString() {
            return name + " (pid " + pid + ")";
        }

        /** The process, if it belongs to Gleaner: the file may be older, and the pid reused. */
        private Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid).filter(process -> commandLine(pid).contains("\0dev.gleaner.local."));
        }

        /** The whole command line; Java returns only short ones. */
        private static String commandLine(long pid) {
            try {
                return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            } catch (IOException e) {
                return "";
            }
        }
    }

    /**
     * For {@code up}: creates the run folder if necessary, and waits for the current holder.
     *
     * @throws LocalRunException if the folder is not writable
     */
    static RunLock await(RunFolder run, Consumer<String> output, Consumer<String> progress) {
        try {
            Files.createDirectories(run.path());
            Optional<RunLock> lock = take(run, "up");
            if (lock.isEmpty()) {
                output.accept(holder(run) + " is working in " + run.path() + ": waiting for it to end");
            }
            while (lock.isEmpty()) {
                progress.accept("waiting for " + holder(run));
                pause();
                lock = take(run, "up");
            }
            return lock.get();
        } catch (IOException e) {
            throw new LocalRunException("the run folder " + run.path() + " is not writable (" + reason(e)
                    + "): set GLEANER_RUN to a writable folder");
        }
    }

    /**
     * For {@code down}, which stops an {@code up} that is working; empty without a run folder, since nothing can be
     * running then.
     */
    static Optional<RunLock> takeOver(RunFolder run, Consumer<String> output) {
        if (Files.notExists(run.path())) {
            return Optional.empty();
        }
        try {
            Optional<RunLock> lock = take(run, "down");
            if (lock.isPresent()) {
                return lock;
            }
            String held = holder(run);
            output.accept("stopping " + held + ", which is working in " + run.path());
            long end = System.nanoTime() + GRACE.toNanos();
            while (lock.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new LocalRunException(held + " does not stop: end it, and run down again");
                }
                known(run)
                        .filter(holder -> holder.name().equals("up"))
                        .flatMap(Holder::process)
                        .ifPresent(ProcessSignal.TERM::send);
                pause();
                lock = take(run, "down");
            }
            return lock;
        } catch (IOException e) {
            throw new LocalRunException("the run folder " + run.path() + " is not writable (" + reason(e) + ")");
        }
    }

    /** The reason why a file could not be written, without the name of the file, which the message already contains. */
    static String reason(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e.getClass().getSimpleName();
    }

    private static Optional<RunLock> take(RunFolder run, String name) throws IOException {
        FileChannel channel = FileChannel.open(file(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        (name + " " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
                return Optional.of(new RunLock(channel, lock));
            }
        } catch (OverlappingFileLockException e) {
            // this process holds it
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static String holder(RunFolder run) throws IOException {
        return known(run).map(Holder::toString).orElse("another up or down");
    }

    private static Optional<Holder> known(RunFolder run) throws IOException {
        Matcher holder = HOLDER.matcher(Files.readString(file(run)));
        return holder.matches()
                ? Optional.of(new Holder(holder.group(1), Long.parseLong(holder.group(2))))
                : Optional.empty();
    }

    private static Path file(RunFolder run) {
        return run.path().resolve("lock");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.truncate(0);
        lock.release();
        channel.close();
    }
}
