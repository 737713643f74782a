package dev.gleaner.actuator.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** The warnings and errors that are logged until it is closed. */
public final class Logged extends Handler implements AutoCloseable {

    private final List<String> messages = new CopyOnWriteArrayList<>();

    public Logged() {
        setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(this);
    }

    /** As they are read, oldest first. */
    public List<String> messages() {
        return List.copyOf(messages);
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
