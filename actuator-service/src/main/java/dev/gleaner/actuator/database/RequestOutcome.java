package dev.gleaner.actuator.database;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request: either its time limit comes first, and it is refused with 503; or what it changes is kept, and it is
 * answered when that is done. The first of the two excludes the other for good. Whatever refuses a request asks here before it
 * responds, and {@link RequestTransaction} before it commits.
 */
public final class RequestOutcome {

    private static final String KEY = RequestOutcome.class.getName();

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    private enum State {
        OPEN,
        REFUSED,
        KEPT
    }

    /** Begins a request whose work runs on this context. */
    public static RequestOutcome begin(Context context) {
        RequestOutcome outcome = new RequestOutcome();
        context.putLocal(KEY, outcome);
        return outcome;
    }

    /** The request for which the current context works; null for the actuator's own work. */
    public static @Nullable RequestOutcome find() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(KEY);
    }

    /** The same; throws for work without a request, whose changes nobody could refuse. */
    public static RequestOutcome require() {
        RequestOutcome outcome = find();
        if (outcome == null) {
            throw new IllegalStateException("not in a request, so there is nothing that limits its time");
        }
        return outcome;
    }

    /** Refuses the request; false if its changes are kept, or it is refused already. Only then may it be answered with 503. */
    public boolean refuse() {
        return state.compareAndSet(State.OPEN, State.REFUSED);
    }

    /** Keeps what the request changes; throws {@link RefusedException} if it is refused, so that nothing may be changed. */
    public void keep() {
        if (!tryKeep()) {
            throw new RefusedException();
        }
    }

    /** The same; false if it is refused. */
    public boolean tryKeep() {
        return state.compareAndSet(State.OPEN, State.KEPT) || !isRefused();
    }

    /** Throws {@link RefusedException} if the request is refused. */
    public void requireNotRefused() {
        if (isRefused()) {
            throw new RefusedException();
        }
    }

    /** Whether it is refused. */
    public boolean isRefused() {
        return state.get() == State.REFUSED;
    }

    /** The request was answered with 503 before its work ended. Its transaction is rolled back. */
    public static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException() {
            super("the request was answered with 503", null, false, false);
        }
    }
}
