package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * A disk under a process that is killed at some step, and under a machine that may lose its power then: what a step did is
 * there in part, and of what was not yet on the disk any length of it, zeros in its place or garbage.
 */
final class DyingDisk implements DurableDisk {

    private final SyncedDisk disk = new UnsyncedDisk();
    private final Random random;
    private final boolean powerLoss;
    private int stepsLeft = Integer.MAX_VALUE;

    DyingDisk(Random random, boolean powerLoss) {
        this.random = random;
        this.powerLoss = powerLoss;
    }

    /** It dies in one of the steps that follow. */
    void dieAfter(int steps) {
        stepsLeft = steps;
    }

    @Override
    public void write(Path file, long offset, byte[] bytes) throws IOException {
        if (isLast()) {
            byte[] part = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            disk.write(file, offset, part);
            if (powerLoss) {
                garble(file, offset, bytes.length);
            }
            throw new Killed();
        }
        disk.write(file, offset, bytes);
        dieIfOver();
    }

    /** What was being written when the power went: longer or shorter than it was, zeros, or what lay there before. */
    private void garble(Path file, long offset, int length) throws IOException {
        byte[] rest = new byte[random.nextInt(length + 20)];
        if (random.nextBoolean()) {
            random.nextBytes(rest);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(offset + random.nextInt((int) (channel.size() - offset) + 1));
        }
        Files.write(file, rest, StandardOpenOption.APPEND);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        if (isLast()) {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, Arrays.copyOf(content, random.nextInt(content.length + 1)));
            if (random.nextBoolean()) {
                disk.replace(file, content);
            }
            throw new Killed();
        }
        disk.replace(file, content);
        dieIfOver();
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        if (!isLast() || random.nextBoolean()) {
            disk.truncate(file, length);
        }
        dieIfOver();
    }

    @Override
    public void delete(Path file) throws IOException {
        if (!isLast() || random.nextBoolean()) {
            disk.delete(file);
        }
        dieIfOver();
    }

    private boolean isLast() {
        return --stepsLeft <= 0;
    }

    private void dieIfOver() {
        if (stepsLeft <= 0) {
            throw new Killed();
        }
    }
}
