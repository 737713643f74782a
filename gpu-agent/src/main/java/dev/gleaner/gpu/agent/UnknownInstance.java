package dev.gleaner.gpu.agent;

/** Nobody says which instance this is; the message is for a person, and says what to do. */
final class UnknownInstance extends Exception {
    private static final long serialVersionUID = 1;

    UnknownInstance(String reason) {
        super(reason + "; or say which instance this is: --instance arn:aws:ec2:REGION:ACCOUNT:instance/i-...");
    }
}
