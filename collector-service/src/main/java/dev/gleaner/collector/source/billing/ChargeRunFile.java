package dev.gleaner.collector.source.billing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Charges on disk, ordered by key. The file is deleted while it is open, so that a crash leaves nothing behind. */
final class ChargeRunFile implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final FileChannel file;
    private final long count;

    private ChargeRunFile(FileChannel file, long count) {
        this.file = file;
        this.count = count;
    }

    /** Writes charges to a file in this folder. */
    static ChargeRunFile writeAll(Path folder, Iterator<BillCharge> charges) throws IOException {
        FileChannel file = FileChannel.open(
                Files.createTempFile(folder, "gleaner-", ".run"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try {
            DataOutputStream output =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
            long count = 0;
            for (; charges.hasNext(); count++) {
                write(output, charges.next());
            }
            output.flush();
            return new ChargeRunFile(file, count);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** All charges; to be called once. */
    Iterator<BillCharge> iterator() throws IOException {
        file.position(0);
        return new Reading(new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER)), count);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void write(DataOutputStream output, BillCharge charge) throws IOException {
        BillCharge.Key key = charge.key();
        output.writeUTF(key.bill());
        output.writeUTF(key.account());
        output.writeUTF(key.resource());
        output.writeUTF(key.service());
        output.writeUTF(key.usageType());
        output.writeLong(key.from());
        output.writeLong(key.until());
        output.writeUTF(charge.amount().toString());
        output.writeUTF(charge.file());
        output.writeLong(charge.row());
    }

    private static final class Reading implements Iterator<BillCharge> {

        private final DataInputStream input;
        private long left;

        Reading(DataInputStream input, long left) {
            this.input = input;
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public BillCharge next() {
            if (left-- <= 0) {
                throw new NoSuchElementException();
            }
            try {
                return new BillCharge(key(), new BigDecimal(input.readUTF()), input.readUTF(), input.readLong());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private BillCharge.Key key() throws IOException {
            return new BillCharge.Key(
                    input.readUTF(),
                    input.readUTF(),
                    input.readUTF(),
                    input.readUTF(),
                    input.readUTF(),
                    input.readLong(),
                    input.readLong());
        }
    }
}
