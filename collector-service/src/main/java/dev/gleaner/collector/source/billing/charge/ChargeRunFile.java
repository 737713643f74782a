package dev.gleaner.collector.source.billing.charge;

import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Charges on disk, ordered by key. The file is deleted while it is open, so that a crash leaves nothing behind. */
final class ChargeRunFile implements Closeable {

    private static final int BUFFER = 1 << 16;

    /** Texts of an identity. */
    private static final int TEXTS = 11;

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
            Writing writing = new Writing(output);
            long count = 0;
            for (; charges.hasNext(); count++) {
                writing.write(charges.next());
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

    /** Of a charge only the texts are written in which it differs from the one before, because most are the same. */
    private static final class Writing {

        private final DataOutputStream output;
        private String[] before = texts(null);

        Writing(DataOutputStream output) {
            this.output = output;
        }

        void write(BillCharge charge) throws IOException {
            BillCharge.Key key = charge.key();
            BillCharge.Identity identity = key.identity();
            String[] texts = texts(identity);
            int changed = 0;
            for (int i = 0; i < texts.length; i++) {
                changed |= texts[i].equals(before[i]) ? 0 : 1 << i;
            }
            output.writeShort(changed);
            for (int i = 0; i < texts.length; i++) {
                if ((changed & 1 << i) != 0) {
                    write(texts[i].getBytes(StandardCharsets.UTF_8));
                }
            }
            before = texts;
            output.writeByte(identity.category().getNumber());
            output.writeByte(identity.status().getNumber());
            output.writeByte(identity.capacityStatus().getNumber());
            output.writeLong(key.from());
            output.writeLong(key.until());
            output.writeByte(key.known());
            write(charge.billed());
            write(charge.effective());
            write(charge.list());
            write(charge.quantity());
            write(charge.hours());
        }

        private void write(HourlyAmounts hours) throws IOException {
            output.writeInt(hours.hours());
            if (hours.hours() != 0) {
                output.writeBoolean(hours.isSame());
                for (int hour = 0; hour < HourlyAmounts.HOURS; hour++) {
                    if (!hours.isSame() || 1 << hour == Integer.lowestOneBit(hours.hours())) {
                        output.writeDouble(hours.in(hour));
                    }
                }
            }
        }

        private void write(BigDecimal amount) throws IOException {
            output.writeInt(amount.scale());
            write(amount.unscaledValue().toByteArray());
        }

        private void write(byte[] bytes) throws IOException {
            output.writeInt(bytes.length);
            output.write(bytes);
        }

        private static String[] texts(BillCharge.@Nullable Identity identity) {
            if (identity == null) {
                String[] none = new String[TEXTS];
                Arrays.fill(none, "");
                return none;
            }
            return new String[] {
                identity.resource(),
                identity.account(),
                identity.bill(),
                identity.service(),
                identity.usageType(),
                identity.commitment(),
                identity.capacityReservation(),
                identity.tags(),
                identity.unit(),
                identity.zone(),
                identity.operation()
            };
        }
    }

    private static final class Reading implements Iterator<BillCharge> {

        private final DataInputStream input;
        private final String[] texts = new String[TEXTS];
        private long left;

        Reading(DataInputStream input, long left) {
            this.input = input;
            this.left = left;
            Arrays.fill(texts, "");
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
                return new BillCharge(key(), amount(), amount(), amount(), amount(), hours());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private BillCharge.Key key() throws IOException {
            int changed = input.readUnsignedShort();
            for (int i = 0; i < TEXTS; i++) {
                if ((changed & 1 << i) != 0) {
                    texts[i] = new String(bytes(), StandardCharsets.UTF_8);
                }
            }
            ChargeCategory category = ChargeCategory.forNumber(input.readByte());
            CommitmentStatus status = CommitmentStatus.forNumber(input.readByte());
            CommitmentStatus capacityStatus = CommitmentStatus.forNumber(input.readByte());
            BillCharge.Identity identity = new BillCharge.Identity(
                    texts[0],
                    texts[1],
                    texts[2],
                    texts[3],
                    texts[4],
                    category,
                    texts[5],
                    status,
                    texts[6],
                    capacityStatus,
                    texts[7],
                    texts[8],
                    texts[9],
                    texts[10]);
            return new BillCharge.Key(identity, input.readLong(), input.readLong(), input.readByte());
        }

        private BigDecimal amount() throws IOException {
            int scale = input.readInt();
            return new BigDecimal(new BigInteger(bytes()), scale);
        }

        private HourlyAmounts hours() throws IOException {
            int hours = input.readInt();
            if (hours == 0) {
                return HourlyAmounts.NONE;
            }
            if (input.readBoolean()) {
                return HourlyAmounts.same(hours, input.readDouble());
            }
            double[] amounts = new double[HourlyAmounts.HOURS];
            for (int hour = 0; hour < amounts.length; hour++) {
                amounts[hour] = input.readDouble();
            }
            return HourlyAmounts.of(amounts);
        }

        private byte[] bytes() throws IOException {
            byte[] bytes = new byte[input.readInt()];
            input.readFully(bytes);
            return bytes;
        }
    }
}
