//! The merged picture as tables, and the questions asked of it.

pub mod view;
