package dev.gleaner.contracts.signal;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Encodes signals deterministically, so that equal signals have equal bytes everywhere. */
public final class SignalCodec {

    private SignalCodec() {}

    /** Bytes of a signal. */
    public static byte[] encode(Signal signal) {
        byte[] bytes = new byte[signal.getSerializedSize()];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            signal.writeTo(output);
            output.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    /** Decodes a signal; throws when the bytes are not one. */
    public static Signal decode(byte[] bytes) throws InvalidProtocolBufferException {
        return Signal.parseFrom(bytes);
    }
}
