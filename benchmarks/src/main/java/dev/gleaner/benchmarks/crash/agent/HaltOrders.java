package dev.gleaner.benchmarks.crash.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A folder that says where processes are to halt; each order is taken once, whichever process comes there first. */
public final class HaltOrders {

    /**
     * An order.
     *
     * @param id unique in a run
     * @param passes how often a process passes there before it halts, so that later steps of an action are reached too
     * @param subject see {@link #subject}
     */
    public record Order(String id, int passes, Point point, String subject) {

        String line() {
            return id + "\t" + passes + "\t" + point + "\t" + subject;
        }
    }

    private static final int FIELDS = 3;

    private final Path folder;
    private final Map<String, AtomicInteger> passed = new ConcurrentHashMap<>();

    public HaltOrders(Path folder) {
        this.folder = folder;
    }

    /** What an order is about: a target, with the name of an action or the kind of an audit entry. */
    public static String subject(String target, String what) {
        return target + "|" + what;
    }

    /** Replaces all orders. */
    public void give(List<Order> orders) {
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

    /** Whether to halt here, which only one process is told. */
    boolean take(String point, String subject) {
        String wanted = point + "\t" + subject;
        try {
            for (String line : Files.readAllLines(folder.resolve("orders"))) {
                String[] fields = line.split("\t", FIELDS);
                if (fields[2].equals(wanted) && hasPassed(fields[0], fields[1]) && isFirst(fields[0])) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasPassed(String id, String passes) {
        return passed.computeIfAbsent(id, none -> new AtomicInteger()).incrementAndGet() > Integer.parseInt(passes);
    }

    private boolean isFirst(String id) throws IOException {
        try {
            Files.createFile(folder.resolve(id));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
