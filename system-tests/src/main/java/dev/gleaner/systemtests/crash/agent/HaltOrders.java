package dev.gleaner.systemtests.crash.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A folder that says where processes are to halt. Orders come in rounds, one after the other. Where the first of a round is
 * met that action stands still, and so do others of the round that come to their points soon; then the process halts with all
 * of them. Each order is taken once, whichever process comes there first, and each process halts once a round.
 */
public final class HaltOrders {

    /** How long a process goes on after the first order of a round was met, unless all are met before. Less than any lease. */
    static final Duration WINDOW = Duration.ofSeconds(4);

    /** How old the beginning of a round is when it is over for all, also for who comes late. */
    private static final Duration OVER = WINDOW.plusSeconds(1);

    /**
     * An order.
     *
     * @param id unique in a run
     * @param round its round
     * @param passes how often a process passes there before it halts, so that later steps of an action are reached too
     * @param subject see {@link #subject}
     */
    public record Order(String id, String round, int passes, HaltPoint point, String subject) {

        String line() {
            return String.join("\t", id, round, Integer.toString(passes), point.name(), subject);
        }

        static Order of(String line) {
            String[] fields = line.split("\t", 5);
            return new Order(
                    fields[0], fields[1], Integer.parseInt(fields[2]), HaltPoint.valueOf(fields[3]), fields[4]);
        }
    }

    private final Path folder;
    private final Map<String, AtomicInteger> passed = new ConcurrentHashMap<>();

    public HaltOrders(Path folder) {
        this.folder = folder;
    }

    /** What an order is about: a target, with the name of an action or the kind of an audit entry. */
    public static String subject(String target, String what) {
        return target + "|" + what;
    }

    /** Replaces all orders; rounds follow one another as the orders do. */
    public void replaceAll(List<Order> orders) {
        try {
            Path fresh = Files.write(
                    folder.resolve("fresh"), orders.stream().map(Order::line).toList());
            Files.move(fresh, folder.resolve("orders"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a process has halted by this order. */
    public boolean isTaken(Order order) {
        return Files.exists(folder.resolve(order.id()));
    }

    /** Whether a round has come and gone. */
    public boolean isOver(String round) {
        return age(round).filter(age -> age.compareTo(OVER) > 0).isPresent();
    }

    /** The orders to stand still here, each of which only one process is given. */
    List<Order> claim(String point, List<String> subjects) {
        return current().stream()
                .filter(order -> order.point().name().equals(point) && subjects.contains(order.subject()))
                .filter(order -> hasPassed(order) && isFirst(order.id()))
                .toList();
    }

    /** The orders of the round that is on; those before it are over. */
    List<Order> current() {
        List<Order> current = new ArrayList<>();
        for (Order order : all()) {
            boolean isNext = current.isEmpty() || current.get(0).round().equals(order.round());
            if (isNext && !isLate(order.round())) {
                current.add(order);
            } else if (isNext && !isOver(order.round())) {
                return List.of();
            }
        }
        return current;
    }

    /** Begins a round, unless it has begun. */
    void begin(String round) {
        isFirst(round);
    }

    /** How long the process may go on that meets an order of this round now. */
    Duration left(String round) {
        Duration left = WINDOW.minus(age(round).orElse(Duration.ZERO));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean isLate(String round) {
        return age(round).filter(age -> age.compareTo(WINDOW) >= 0).isPresent();
    }

    private Optional<Duration> age(String round) {
        try {
            return Files.exists(folder.resolve(round))
                    ? Optional.of(Duration.between(
                            Files.getLastModifiedTime(folder.resolve(round)).toInstant(), Instant.now()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that are given. */
    public List<Order> all() {
        try {
            return Files.readAllLines(folder.resolve("orders")).stream()
                    .map(Order::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasPassed(Order order) {
        return passed.computeIfAbsent(order.id(), none -> new AtomicInteger()).incrementAndGet() > order.passes();
    }

    private boolean isFirst(String name) {
        try {
            Files.createFile(folder.resolve(name));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
