//! What `cdk synth` writes.
