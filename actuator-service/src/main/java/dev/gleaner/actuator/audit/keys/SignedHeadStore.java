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
 * Access to the folders of heads and keys, on a thread of its own and with a timeout. The folders may be on network
 * storage, which can hang: then only that thread hangs. All methods block up to the timeout, and then throw
 * {@link UnavailableException}.
 */
@ApplicationScoped
public class SignedHeadStore {

    /** Number of files that are read within one timeout. */
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

    /** Works on files of the audit. */
    <T> T callWithTimeout(Supplier<T> work) {
        Future<T> result = thread.submit(work::get);
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Work that has not begun is cancelled.
            result.cancel(true);
            throw new UnavailableException("the folders of heads and keys do not answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the folder of heads", e);
        }
    }

    /** Signs and stores a head; signing reads the key from a file too. */
    SignedHead add(Supplier<SignedHead> signing) {
        return callWithTimeout(() -> {
            SignedHead head = signing.get();
            signedHeadFolder.add(head);
            return head;
        });
    }

    /** Returns the head with the largest sequence, if there is one. */
    public Optional<SignedHead> last() {
        return callWithTimeout(signedHeadFolder::last);
    }

    /** Returns the files of all heads, in order of sequence. */
    public List<Path> files() {
        return callWithTimeout(signedHeadFolder::files);
    }

    /**
     * Reads the heads in these files lazily. The iterator throws {@link UncheckedIOException} for a file that can't be read,
     * and then continues with the next.
     */
    public Iterator<SignedHead> read(List<Path> files) {
        return new HeadIterator(files.iterator());
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

    /** Reads heads page by page. */
    private final class HeadIterator implements Iterator<SignedHead> {

        private final Iterator<Path> files;
        private Iterator<Supplier<SignedHead>> page = Collections.emptyIterator();

        HeadIterator(Iterator<Path> files) {
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
            return callWithTimeout(() -> some.stream().map(HeadIterator::head).toList())
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

    /** The folders of heads and keys did not respond in time. */
    static final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
