package dev.gleaner.actuator.audit.keys;

import dev.gleaner.actuator.audit.AuditConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The folders of heads and keys as the actuator reaches them: on one thread of their own, and no longer than a time limit.
 * They may lie on network storage, which can hang without end; what waits for it then is that thread and nothing else. All
 * methods block until the limit at most, and then throw {@link UnavailableException}.
 */
@ApplicationScoped
public class SignedHeadStore {

    /** So many files are read within one time limit. */
    private static final int PAGE = 100;

    private final SignedHeadFolder signedHeadFolder;
    private final Duration timeout;
    private final ThreadPoolExecutor thread;

    SignedHeadStore(AuditConfig config) {
        this.signedHeadFolder = new SignedHeadFolder(config.headsFolder());
        this.timeout = config.headsTimeout();
        this.thread = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> daemon(work, "audit-heads"));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Work on files of the audit. */
    <T> T callWithTimeout(Supplier<T> work) {
        Future<T> result = thread.submit(work::get);
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // What has not begun by now never does.
            result.cancel(true);
            throw new UnavailableException("the folders of heads and keys do not answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the folder of heads", e);
        }
    }

    /** Lays a head down, once it is signed: keys lie in files too. */
    SignedHead add(Supplier<SignedHead> signing) {
        return callWithTimeout(() -> {
            SignedHead head = signing.get();
            signedHeadFolder.add(head);
            return head;
        });
    }

    /** The head with the largest sequence; empty when there is none so far. */
    public Optional<SignedHead> last() {
        return callWithTimeout(signedHeadFolder::last);
    }

    /** The files of all heads, in their order. */
    public List<Path> files() {
        return callWithTimeout(signedHeadFolder::files);
    }

    /**
     * The heads in these files, read as they are asked for. {@link UncheckedIOException} for one that can't be read, after
     * which the next can be asked for.
     */
    public Iterator<SignedHead> read(List<Path> files) {
        return new Reading(files.iterator());
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Reads page by page. */
    private final class Reading implements Iterator<SignedHead> {

        private final Iterator<Path> files;
        private Iterator<Supplier<SignedHead>> page = Collections.emptyIterator();

        Reading(Iterator<Path> files) {
            this.files = files;
        }

        @Override
        public boolean hasNext() {
            return page.hasNext() || files.hasNext();
        }

        @Override
        public SignedHead next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (!page.hasNext()) {
                page = nextPage();
            }
            return page.next().get();
        }

        private Iterator<Supplier<SignedHead>> nextPage() {
            List<Path> some = new ArrayList<>();
            while (files.hasNext() && some.size() < PAGE) {
                some.add(files.next());
            }
            return callWithTimeout(() -> some.stream().map(Reading::head).toList())
                    .iterator();
        }

        private static Supplier<SignedHead> head(Path file) {
            try {
                SignedHead head = SignedHeadFolder.read(file);
                if (SignedHeadFolder.isInPlace(file, head)) {
                    return () -> head;
                }
                return () -> {
                    throw new UncheckedIOException(new IOException(file + " holds the head of another place"));
                };
            } catch (RuntimeException e) {
                return () -> {
                    throw e;
                };
            }
        }
    }

    /** The folders of heads and keys do not answer in time; what lies there is not known. */
    static final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
