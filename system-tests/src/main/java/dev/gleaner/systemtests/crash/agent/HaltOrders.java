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
 * A folder with orders to halt processes, in consecutive rounds. When an action reaches the first point of a round it is
 * suspended, as are other actions of the round that reach their points soon; then the process halts with all of them. Each
 * order is taken once, by the first process that reaches its point, and each process halts once in a round.
 */
public final class HaltOrders {

    /** The part of a subject that stands for a report of work. */
    public static final String WORK = "work";

    /** Time from the first order of a round that is taken until the process halts, unless all are taken before. Less than any lease. */
    static final Duration WINDOW = Duration.ofSeconds(4);

    /** Time from the beginning of a round until it is over for all processes. */
    private static final Duration OVER = WINDOW.plusSeconds(1);

    /**
     * An order.
     *
     * @param id unique in a run
     * @param round its round
     * @param passes how often a process passes the point before it halts, so that later steps of an action are reached, too
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

    /** The subject of an order: a target, with the name of an action, the kind of an audit entry, or {@link #WORK}. */
    public static String subject(String target, String what) {
        return target + "|" + what;
    }

    /** Replaces all orders; the rounds are in the order of this list. */
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

    /** Whether a round is over. */
    public boolean isOver(String round) {
        return age(round).filter(age -> age.compareTo(OVER) > 0).isPresent();
    }

    /** Takes the orders for a point and these subjects; no other process gets them. */
    List<Order> claim(String point, List<String> subjects) {
        return current().stream()
                .filter(order -> order.point().name().equals(point) && subjects.contains(order.subject()))
                .filter(order -> hasPassed(order) && isFirst(order.id()))
                .toList();
    }

    /** The orders of the current round. */
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

    /** Begins a round, unless it has begun already. */
    void begin(String round) {
        isFirst(round);
    }

    /** Time until a process halts that takes an order of this round now. */
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

    /** The orders of all rounds. */
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
