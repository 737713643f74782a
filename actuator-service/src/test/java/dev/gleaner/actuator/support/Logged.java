package dev.gleaner.actuator.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtLogRecord;

/** What is logged until it is closed. */
public final class Logged extends Handler implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> messages = new CopyOnWriteArrayList<>();

    /** Warnings and errors. */
    public Logged() {
        this(Level.WARNING);
    }

    /** From this level on. */
    public Logged(Level level) {
        setLevel(level);
        Logger.getLogger("").addHandler(this);
    }

    /** As they are read, oldest first. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Waits until something is logged that begins so. */
    public void await(String beginning) {
        Awaitility.await(beginning)
                .atMost(PATIENCE)
                .until(() -> messages.stream().anyMatch(message -> message.startsWith(beginning)));
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            messages.add(ExtLogRecord.wrap(logged).getFormattedMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
