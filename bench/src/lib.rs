//! What the programs of the bench share: the workload, the engines, the measuring.

pub mod answer;
pub mod case;
pub mod generate;
pub mod hostile;
pub mod lint;
pub mod memory;
pub mod node;
pub mod numbers;
pub mod ours;
pub mod peer;
pub mod report;
pub mod roles;
pub mod statements;
